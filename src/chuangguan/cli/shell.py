"""What every command shares: options, errors said in Chinese, exit codes, progress."""

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import rich_click as click
from click import exceptions
from rich.progress import Progress

from chuangguan.cli.output import FORMATS, stderr
from chuangguan.documents.messages import say_error, say_problem
from chuangguan.errors import BadInput, ChuangguanError

_SHOWN: Final = 50
"""How many problems are printed one by one; the rest is counted."""


class _Chinese:
    """Says what `--help` does in Chinese."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]  # a mixin over two classes
        if option is not None:
            option.help = "显示帮助。"
        return option


class ChineseCommand(_Chinese, click.RichCommand):
    """A command whose help is Chinese."""


class ChineseGroup(_Chinese, click.RichGroup):
    """A group whose help, and that of its commands, is Chinese."""

    command_class = ChineseCommand
    group_class = type


def _parameter(*names: str, **settings: Any) -> Callable[[Any], Any]:  # noqa: ANN401  click's own freedom
    return click.option(*names, **settings)


db_option = _parameter("--db", required=True, envvar="CHUANGGUAN_DB", metavar="文件", help="活动数据库。")
secret_option = _parameter("--secret-file", default="", metavar="文件", help="密钥文件，默认为数据库名加 .secret。")
by_option = _parameter(
    "--by", default=getpass.getuser, show_default="登录用户名", metavar="姓名", help="经办人，记入记录。"
)
reason_option = _parameter("--reason", default="", metavar="事由", help="事由，记入记录。")
format_option = _parameter(
    "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="输出格式。"
)


def guarded(command: click.Command, arguments: list[str] | None) -> int:
    """Run a command; whatever goes wrong becomes one clear message and an exit code, never a traceback."""
    try:
        result = command.main(args=arguments, standalone_mode=False)
    except exceptions.UsageError as error:
        stderr.print(f"用法不对：{_usage(error)}", style="red", markup=False)
        if error.ctx:
            stderr.print(f"用 {error.ctx.command_path} --help 查看用法。", markup=False)
        return 2
    except exceptions.Abort:
        stderr.print("已中止。")
        return 1
    except BadInput as error:
        _print_problems(error)
        return 1
    except ChuangguanError as error:
        stderr.print(f"错误：{say_error(error)}", style="red", markup=False, soft_wrap=True)
        return 1
    except (OSError, UnicodeError) as error:
        stderr.print(f"错误：{_system_error(error)}", style="red", markup=False, soft_wrap=True)
        return 1
    return result if isinstance(result, int) else 0


def _print_problems(error: BadInput) -> None:
    for problem in error.problems[:_SHOWN]:
        stderr.print(f"错误：{say_problem(problem)}", style="red", markup=False, soft_wrap=True)
    if len(error.problems) > _SHOWN:
        stderr.print(f"另有 {len(error.problems) - _SHOWN} 处问题未列出。", style="red")
    stderr.print(f"共 {len(error.problems)} 处问题，什么也没有改动。", markup=False)


def _usage(error: exceptions.UsageError) -> str:
    if isinstance(error, exceptions.MissingParameter):
        return f"缺少 {_name(error.param)}。"
    if isinstance(error, exceptions.NoSuchOption):
        return f"没有选项 {error.option_name}。"
    if isinstance(error, exceptions.BadParameter):
        return f"{_name(error.param)} 的值不对。"
    return error.message.replace("No such command", "没有这个命令").replace("Missing command", "缺少命令")


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "参数"
    return "/".join(parameter.opts) if isinstance(parameter, click.Option) else parameter.human_readable_name


def _system_error(error: OSError | UnicodeError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"找不到文件 {error.filename}。"
    if isinstance(error, PermissionError):
        return f"没有权限读写 {error.filename}。"
    if isinstance(error, UnicodeError):
        return "文件不是 UTF-8 编码的文本。"
    return f"{error.strerror or error}：{error.filename or ''}"


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
