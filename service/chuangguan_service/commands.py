"""The commands that the service adds to the command line: serve, and demo with --serve."""

import errno
import socket
from importlib.util import find_spec
from os import environ
from pathlib import Path
from typing import Final

import rich_click as click

from chuangguan.cli.demo import demo as plain_demo
from chuangguan.cli.output import say, stderr
from chuangguan.cli.shell import ChineseCommand, db_option, secret_option
from chuangguan.cli.workplace import find_secret, open_workplace
from chuangguan.errors import BadInput, Problem
from chuangguan.host import SystemClock

HOST: Final = "127.0.0.1"
PORT: Final = 8000
_NEEDED: Final = ("litestar", "granian", "joserfc")
_STOP_S: Final = 30
"""How long a worker may take to finish what it accepted before it is killed."""

_UNUSABLE: Final = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "不是本机的地址",
    errno.EACCES: "没有权限使用这个端口",
}

_host_option = click.option(
    "--host", default=HOST, show_default=True, metavar="地址", help="在哪个 IP 地址上提供服务。"
)
_port_option = click.option(
    "--port", type=click.IntRange(1, 65_535), default=PORT, show_default=True, metavar="端口", help="端口。"
)


@click.command(cls=ChineseCommand)
@db_option
@secret_option
@_host_option
@_port_option
def serve(db: str, secret_file: str, host: str, port: int) -> None:
    """启动服务：供手机前端调用的接口和参考页面。

    其余设置取自环境变量 CHUANGGUAN_…，见 docs/integration.md。
    """
    require_service()
    require_address(host, port)
    secret_file = secret_file or environ.get("CHUANGGUAN_SECRET_FILE", "")
    with open_workplace(db, secret_file):
        # Whatever is wrong with the database or the secret is said here, in Chinese, before the server starts.
        if find_secret(db, secret_file) is None:
            stderr.print("没有找到密钥文件，不能开始闯关，只能查看；请用 --secret-file 指明。", style="yellow")
    environ["CHUANGGUAN_DB"] = db
    if secret_file:
        environ["CHUANGGUAN_SECRET_FILE"] = secret_file
    run(host, port)


def require_service() -> None:
    """Refuse, in one line, to go on without the packages of the extra `service`."""
    if any(find_spec(name) is None for name in _NEEDED):
        raise click.UsageError('服务需要另外的软件包，请先安装：pip install "chuangguan[service]"')


def require_address(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before anything is done for it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            socket.inet_pton(family, host)
            trial.bind((host, port))
    except OSError as error:
        said = _UNUSABLE.get(error.errno or 0, "应为 IP 地址，例如 127.0.0.1 或 0.0.0.0")
        details: dict[str, int | str] = {"host": host, "port": port, "said": said}
        raise BadInput([Problem(code="address_unusable", details=details)]) from error


def run(host: str, port: int) -> None:
    """Serve in the foreground until told to stop; what was accepted by then is finished."""
    # The command line is also used without these packages.
    from granian import Granian  # noqa: PLC0415  see above
    from granian.constants import Interfaces  # noqa: PLC0415  see above

    from chuangguan_service.settings import read_settings  # noqa: PLC0415  see above
    from chuangguan_service.tokens import read_key_set  # noqa: PLC0415  see above

    settings = read_settings(environ)
    if settings.issuer and not settings.jwks.startswith("https://"):
        # A file that is wrong would turn away everybody; an address may come to life later.
        read_key_set(settings.jwks)
    base = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    say(f"服务地址 {base}/h5/    接口说明 {base}/reference/    按 Ctrl+C 停止")
    # One process: one writer owns the database, and group commit makes it fast enough.
    Granian(
        "chuangguan_service.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        workers_kill_timeout=_STOP_S,
        websockets=False,
        log_enabled=False,
    ).serve()


@click.command(cls=ChineseCommand, params=[*plain_demo.params])
@click.option("--serve", "is_served", is_flag=True, help="填好一个今天正在进行的活动，启动服务并给出登录办法。")
@_host_option
@_port_option
def demo(out: str, count: int, is_served: bool, host: str, port: int) -> int:  # noqa: FBT001  a flag
    """演示：虚构的 2000 人玩两个月，结榜、写出文件并复核；每次结果相同。

    加上 --serve，则是一个今天正在进行的活动，并启动服务。
    """
    if not is_served:
        assert plain_demo.callback is not None  # noqa: S101  a command of ours has one
        result: int = plain_demo.callback(out=out, count=count)
        return result
    require_service()
    require_address(host, port)
    from chuangguan_service.demo import fill  # noqa: PLC0415  see `run`
    from chuangguan_service.settings import read_settings  # noqa: PLC0415  see `run`

    # Said before the work, not after it.
    read_settings(environ, db=Path(out))
    shown = fill(Path(out), count, SystemClock().now())
    environ.update(shown.environment)
    for line in shown.lines:
        say(line)
    run(host, port)
    return 0
