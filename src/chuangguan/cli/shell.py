"""What every command shares: options, errors said in Chinese, exit codes, progress."""

import errno
import getpass
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from traceback import extract_tb
from typing import Any, Final

import rich_click as click
from click import exceptions
from rich.progress import Progress

from chuangguan.cli.misuse import said_misuse
from chuangguan.cli.output import FORMATS, stderr
from chuangguan.documents.messages import say_error, say_problem
from chuangguan.errors import BadInput, BadInstant, ChuangguanError, Problem
from chuangguan.formats.cells import has_hostile_characters
from chuangguan.rules.instants import read_instant

_SHOWN: Final = 50
"""How many problems are printed one by one; the rest is counted."""

_EARLIEST: Final = "2000-01-01"
_LATEST: Final = "2101-01-01"
_HELP_LIMIT: Final = 200
_SYSTEM_ERRORS: Final = {
    errno.ENOSPC: "磁盘已满，请清理磁盘后再试",
    errno.EDQUOT: "磁盘配额已满，请清理磁盘后再试",
    errno.EFBIG: "文件过大，超出系统允许的大小",
    errno.EROFS: "所在磁盘只能读取，不能写入",
    errno.EISDIR: "这是目录，应为文件",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EEXIST: "已有同名的文件",
    errno.ENAMETOOLONG: "文件名过长",
}


class _Chinese:
    """Says in Chinese what click says in English."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]  # a mixin over two classes
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 …"}
        return [words.get(piece, piece) for piece in pieces]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")

    def get_short_help_str(self, limit: int = _HELP_LIMIT) -> str:
        # click cuts after 45 columns' worth of letters, in the middle of a Chinese sentence.
        text: str = super().get_short_help_str(max(limit, _HELP_LIMIT))  # type: ignore[misc]  # as above
        return text

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]  # a mixin over two classes
        if option is not None:
            option.help = "显示帮助。"
        return option


class ChineseCommand(_Chinese, click.RichCommand):
    """A command whose help is Chinese."""


class ChineseGroup(_Chinese, click.RichGroup):  # type: ignore[misc]  # rich_click's own bases disagree
    """A group whose help, and that of its commands, is Chinese."""

    command_class = ChineseCommand
    group_class = type


def _parameter(*names: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401  click's own freedom
    return click.option(*names, **settings)


db_option = _parameter("--db", required=True, envvar="CHUANGGUAN_DB", metavar="文件", help="活动数据库。")
secret_option = _parameter("--secret-file", default="", metavar="文件", help="密钥文件，默认为数据库名加 .secret。")


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _one_line(_ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    text = value.strip()
    if has_hostile_characters(text):
        raise click.UsageError(f"{parameter.opts[0]} 含有换行、控制字符或不是 UTF-8 的文字。")
    return text


def _signature(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    text = _one_line(ctx, parameter, value)
    if not text:
        raise click.UsageError("请用 --by 写明经办人。")
    return text


by_option = _parameter(
    "--by",
    default=_login_name,
    show_default="登录用户名",
    metavar="姓名",
    callback=_signature,
    help="经办人，记入记录。",
)
reason_option = _parameter("--reason", default="", metavar="事由", callback=_one_line, help="事由，记入记录。")
format_option = _parameter(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="输出格式。"
)


def guarded(command: click.Command, arguments: list[str] | None) -> int:
    """Run a command; whatever goes wrong becomes one clear message and an exit code, never a traceback."""
    try:
        result = command.main(args=arguments, standalone_mode=False)
    except exceptions.NoArgsIsHelpError as error:
        stderr.print(error.message, markup=False, soft_wrap=True)
        return 2
    except exceptions.UsageError as error:
        _print_error(said_misuse(error), "用法不对")
        if error.ctx:
            stderr.print(f"用 {error.ctx.command_path} --help 查看用法。", markup=False)
        return 2
    except exceptions.Abort:
        stderr.print("已中止。")
        return 1
    except BrokenPipeError:
        # Whoever read our output, `head` say, has had enough; nothing may be written at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno() if sys.__stdout__ else 1)
        return 1
    except Exception as error:  # noqa: BLE001  a clerk must never be shown a traceback
        _print_failure(error)
        return 1
    return result if isinstance(result, int) else 0


def _print_failure(error: Exception) -> None:
    if isinstance(error, BadInput):
        print_problems(error.problems, "错误")
        stderr.print(f"共 {len(error.problems)} 处问题，什么也没有改动。", style="red", markup=False)
    elif isinstance(error, ChuangguanError):
        _print_error(say_error(error))
    elif isinstance(error, OSError | UnicodeError):
        _print_error(said_system_error(error))
    else:
        place = extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__}，{place.name} 第{place.lineno}行"
        _print_error(f"程序内部出错（{where}）：{error}。请把这一行告诉维护人员。")


def _print_error(text: str, title: str = "错误") -> None:
    stderr.print(f"{title}：{text}", style="red", markup=False, soft_wrap=True)


def print_problems(problems: Sequence[Problem], title: str, *, style: str = "red") -> None:
    """Print problems for people, a line each; of very many the first ones and how many more there are."""
    for problem in problems[:_SHOWN]:
        stderr.print(f"{title}：{say_problem(problem)}", style=style, markup=False, soft_wrap=True)
    if len(problems) > _SHOWN:
        stderr.print(f"另有 {len(problems) - _SHOWN} 处问题未列出。", style=style)


def said_system_error(error: OSError | UnicodeError) -> str:
    """Return what the operating system refused, and for which file."""
    if isinstance(error, UnicodeError):
        return "有文字不能按 UTF-8 读写。"
    name = error.filename or ""
    if isinstance(error, FileNotFoundError):
        return f"找不到文件或目录 {name}。"
    if isinstance(error, PermissionError):
        return f"没有权限读写 {name}。"
    return f"{_SYSTEM_ERRORS.get(error.errno or 0, '系统不能读写')}：{name or error.strerror}"


def moment(text: str, zone: str) -> int:
    """Return the instant that an option names; `BadInstant` outside the years that a campaign can lie in."""
    at = read_instant(text, zone)
    if not read_instant(_EARLIEST, zone) <= at < read_instant(_LATEST, zone):
        raise BadInstant(text=text)
    return at


@contextmanager
def progress(title: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """Show how far long work has come, on a terminal only."""
    with Progress(console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)


def hint(text: str) -> None:
    """Say what to do next."""
    if sys.stdout.isatty() or stderr.is_terminal:
        stderr.print(f"下一步：{text}", style="cyan", markup=False, soft_wrap=True)
