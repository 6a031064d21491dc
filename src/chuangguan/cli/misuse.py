"""What is wrong with a command's words, in Chinese."""

import re
from typing import Final

import rich_click as click
from click import exceptions

_EXTRA: Final = re.compile(r"Got unexpected extra arguments? \((?P<words>.*)\)")


def said_misuse(error: exceptions.UsageError) -> str:
    """Return what is wrong; a message of our own is Chinese already."""
    if isinstance(error, exceptions.MissingParameter):
        return f"缺少 {_name(error.param)}。"
    if isinstance(error, exceptions.BadParameter):
        return f"{_name(error.param)} 的值不对{_expected(error.param)}。"
    if isinstance(error, exceptions.NoSuchOption):
        return f"没有选项 {error.option_name}{_meant(error.possibilities)}。"
    if isinstance(error, exceptions.NoSuchCommand):
        return f"没有“{error.command_name}”这个命令{_meant(error.possibilities)}。"
    if isinstance(error, exceptions.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少值，或不应有值。"
    extra = _EXTRA.fullmatch(error.message)
    return f"多出了 {extra['words']}；名称中有空格的，请加引号。" if extra else error.message


def _expected(parameter: click.Parameter | None) -> str:
    kind = parameter.type if parameter else None
    if isinstance(kind, click.Choice):
        return f"，可用的有：{'、'.join(map(str, kind.choices))}"
    if isinstance(kind, click.IntRange):
        least = f"不小于{kind.min}" if kind.min is not None else ""
        most = f"不大于{kind.max}" if kind.max is not None else ""
        return f"，应为{'、'.join(filter(None, (least, most)))}的整数"
    return "，应为整数" if kind is click.INT else ""


def _meant(possibilities: object) -> str:
    names = [str(name) for name in possibilities] if isinstance(possibilities, list | tuple) else []
    return f"，是否应为 {'、'.join(names)}" if names else ""


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "参数"
    return "/".join(parameter.opts) if isinstance(parameter, click.Option) else parameter.human_readable_name
