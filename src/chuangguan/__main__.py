"""The command `chuangguan`; a bare install says which extra it needs."""

import sys


def main() -> int:
    """Run the command line, or say in one line what is missing for it."""
    try:
        from chuangguan.cli import run  # noqa: PLC0415  the extra may be missing
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("chuangguan"):
            raise
        sys.stderr.write(f"缺少 {error.name}：命令行需要附加组件，请安装 chuangguan[cli]。\n")
        return 1
    return run()


if __name__ == "__main__":
    sys.exit(main())
