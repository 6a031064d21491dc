"""The reference page in a real browser against a real server: phone and desktop, light and dark, wire and no wire."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect, sync_playwright

import chuangguan_service
from chuangguan.rules.campaign import Quota
from chuangguan.testing import BY, World, a_bank, a_level, entrants
from service_server import Server, built_now, open_campaign, serving

WEB: Final = Path(chuangguan_service.__file__).with_name("web")
CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
ARGUMENTS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DEVICES: Final[dict[str, dict[str, Any]]] = {
    "desktop": {"viewport": {"width": 1280, "height": 860}},
    "phone": {
        "viewport": {"width": 375, "height": 812},
        "screen": {"width": 375, "height": 812},
        "device_scale_factor": 3,
        "is_mobile": True,
        "has_touch": True,
        "user_agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Mobile/15E148 MicroMessenger/8.0.34",
    },
}
PEOPLE: Final = 60
CROWD: Final = entrants(PEOPLE)[40:]
"""Those who played before; everybody before them is somebody a test can be."""

Size = Literal["phone", "desktop"]
Theme = Literal["light", "dark"]

Visiting = Callable[..., AbstractContextManager["Visit"]]

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium is installed: apt-get install chromium")


class Watch:
    """What a page must never do: ask another host, break the policy, fail."""

    def __init__(self, page: Page) -> None:
        self.outside: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._asked)
        page.on("console", lambda said: self._said(said.type, said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("response", lambda answer: self._said(f"{answer.status}"[0], answer.url))

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", None, ""}:
            self.outside.append(request.url)

    def _said(self, kind: str, text: str) -> None:
        # A refusal of the service is an answer like others; the browser writes each of them to the console.
        if kind == "5" or (kind == "error" and not text.startswith("Failed to load resource")):
            self.errors.append(text)

    def check(self) -> None:
        assert self.outside == []
        assert self.errors == []


class Wire:
    """The way to some of the service's addresses, cut until it is mended."""

    def __init__(self, page: Page, addresses: str) -> None:
        self.is_cut = True
        page.route(addresses, self._pass)

    def _pass(self, route: Route) -> None:
        if self.is_cut:
            route.abort()
        else:
            route.continue_()


class Visit:
    """Somebody with a browser of their own."""

    def __init__(self, page: Page, server: Server, world: World, member_no: str) -> None:
        self.page = page
        self.server = server
        self.world = world
        self.member_no = member_no
        self._token = ""

    @property
    def token(self) -> str:
        self._token = self._token or self.server.token(self.member_no)
        return self._token

    def call(self, method: str, path: str, **request: Any) -> Any:
        """Return what the service answers to the same person elsewhere."""
        headers = {"authorization": f"Bearer {self.token}"}
        answer = httpx.request(method, f"{self.server.base}/api/v1{path}", headers=headers, **request)
        assert answer.is_success, answer.text
        return answer.json()

    def enter(self, where: str = "") -> None:
        """Open a page as somebody who signed in before."""
        self.page.goto(f"{self.server.base}/h5/")
        self.page.evaluate("token => sessionStorage.setItem('chuangguan:token', JSON.stringify(token))", self.token)
        self.go(where)

    def go(self, where: str) -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.server.base}/h5/#/{where}")
        expect(self.page.locator("h1")).to_be_visible()

    def start(self, level: int = 1) -> dict[str, Any]:
        """Press the button that starts a level, and return the paper."""
        self.go(f"level/{level}")
        self.page.get_by_role("button", name="开始闯关").click()
        expect(self.page.locator("form.question")).to_be_visible()
        return self.paper(level)

    def paper(self, level: int = 1) -> dict[str, Any]:
        """Return the paper of the attempt that is open, with what the service has saved of it."""
        paper: dict[str, Any] = self.call("POST", "/attempts", json={"level": level})
        return paper

    def choose(self, response: tuple[str, ...]) -> None:
        """Tap a response to the question that is shown."""
        fields = self.page.locator("form.question input")
        for place, text in enumerate(response):
            if fields.first.get_attribute("type") == "text":
                fields.nth(place).fill(text)
            else:
                fields.nth("ABCDEF".index(text)).check()

    def answer(self, paper: dict[str, Any], responses: dict[str, tuple[str, ...]]) -> None:
        """Go through the paper from its first question to the last button."""
        for question in paper["questions"]:
            expect(self.page.locator(".stem")).to_have_text(question["stem"])
            self.choose(responses.get(question["question"], ()))
            self.page.locator("form.question [type=submit]").click()

    def hand_in(self) -> None:
        self.page.get_by_role("button", name="确认交卷").click()

    def stems(self) -> list[str]:
        """Return the questions, as one reads them by the overview."""
        found = []
        for place in range(self.page.locator(".chip").count()):
            self.page.locator(".chip").nth(place).click()
            found.append(self.page.locator(".stem").inner_text())
        return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=15_000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, World]]:
    """A campaign that has a crowd, a closed month and people who have not played."""
    directory = tmp_path_factory.mktemp("served")
    world = built_now(directory, people=PEOPLE)
    with closing(world.store):
        month = world.campaign.periods[0]
        for number, entrant in enumerate(CROWD):
            world.clock.at += 60_000
            world.climb(entrant, elapsed_ms=70_000 + 977 * number)
        world.go_to(month.cutoff_at + world.campaign.grace_ms)
        world.office.closings.close(month.id, by=BY)
        with serving(directory, {"CHUANGGUAN_BOARD_SECONDS": "0"}) as server:
            yield server, world


_numbers = count(1)


@pytest.fixture
def visit(browser: Browser, served: tuple[Server, World]) -> Visiting:
    return lambda **how: visiting(browser, *served, **how)


@contextmanager
def visiting(
    browser: Browser,
    server: Server,
    world: World,
    *,
    size: Size = "phone",
    theme: Theme = "light",
    is_faultless: bool = True,
) -> Iterator[Visit]:
    context = browser.new_context(**DEVICES[size], color_scheme=theme, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(10_000)
    watch = Watch(page)
    yield Visit(page, server, world, f"138{next(_numbers):08d}")
    context.close()
    if is_faultless:
        watch.check()


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desktop", "dark")])
def test_somebody_signs_in_climbs_a_level_and_is_shown_the_next(visit: Visiting, size: Size, theme: Theme) -> None:
    with visit(size=size, theme=theme) as me:
        page = me.page
        page.goto(f"{me.server.base}/h5/")
        page.get_by_label("名册编号").fill(me.member_no)
        page.get_by_role("button", name="获取验证码").click()
        expect(page.get_by_label("验证码", exact=True)).to_be_focused()
        page.get_by_label("验证码", exact=True).fill(me.server.code(me.member_no))
        page.get_by_role("button", name="登录").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("共 4 关，从第 1 关开始")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        expect(page.locator(".rung.locked")).to_have_count(3)
        expect(page.locator(".rung").nth(1)).to_contain_text("须先通过第1关")
        page.get_by_role("link", name="闯第 1 关").click()
        page.get_by_role("button", name="开始闯关").click()
        expect(page.locator("form.question")).to_be_visible()

        # The code was used up on the page, so the token is the page's own.
        me._token = page.evaluate("() => JSON.parse(sessionStorage.getItem('chuangguan:token'))")
        paper = me.paper()
        me.answer(paper, me.world.right(paper["attempt"]))
        expect(page.get_by_role("heading", name="全部题目都已作答")).to_be_focused()
        me.hand_in()

        expect(page.get_by_role("heading", name="闯关成功")).to_be_visible()
        expect(page.locator(".outcome")).to_contain_text("20 / 20 题")
        page.get_by_text("交卷回执").click()
        receipt = me.call("GET", f"/attempts/{paper['attempt']}/receipt")
        assert receipt["passed"]
        expect(page.locator("details")).to_contain_text(receipt["hash"])
        page.get_by_role("link", name="去闯第 2 关").click()
        expect(page.get_by_role("heading", name="宪法")).to_be_visible()

        me.go("")
        expect(page.get_by_role("heading", level=1)).to_have_text("已通过 1 关，共 4 关")
        expect(page.locator(".rung").nth(0)).to_contain_text("已通过")
        expect(page.locator(".rung").nth(2)).to_contain_text("尚未开放")
        me.go(f"review/{paper['attempt']}")
        expect(page.locator(".reviewed > li")).to_have_count(20)
        expect(page.locator(".reviewed")).to_contain_text("解析")
        me.go("me")
        expect(page.get_by_role("table", name="历次闯关")).to_contain_text("答对 20 / 20")


def test_who_fails_may_try_again_and_is_shown_no_answer(visit: Visiting) -> None:
    with visit() as me:
        me.enter()
        paper = me.start()
        first = paper["questions"][0]["question"]
        me.choose(me.world.right(paper["attempt"])[first])
        me.page.get_by_role("button", name="交卷", exact=True).click()
        expect(me.page.get_by_role("heading", name="还有 19 题未答")).to_be_focused()
        me.hand_in()
        expect(me.page.get_by_role("heading", name="这次没有通过")).to_be_visible()
        expect(me.page.locator(".outcome")).to_contain_text("1 / 20 题")
        me.page.get_by_role("link", name="查看答案和解析").click()
        expect(me.page.locator(".note")).to_contain_text(refusal(me, f"/attempts/{paper['attempt']}/review"))
        expect(me.page.locator(".reviewed")).to_have_count(0)
        me.page.go_back()
        me.page.get_by_role("link", name="再闯一次").click()
        expect(me.page.get_by_role("button", name="开始闯关")).to_be_visible()


def refusal(me: Visit, path: str) -> str:
    answer = httpx.get(f"{me.server.base}/api/v1{path}", headers={"authorization": f"Bearer {me.token}"})
    assert answer.status_code == 403
    return str(answer.json()["detail"])


def test_a_reload_gives_the_same_paper_clock_and_responses(visit: Visiting) -> None:
    with visit() as me:
        me.enter()
        paper = me.start()
        right = me.world.right(paper["attempt"])
        stems = me.stems()
        chosen = [item for item in paper["questions"] if item["kind"] != "blank"][:3]
        for item in chosen:
            me.page.locator(".chip").nth(paper["questions"].index(item)).click()
            me.choose(right[item["question"]])
        expect(me.page.locator(".saving")).to_have_text("已保存")

        me.page.reload()
        expect(me.page.locator(".counted")).to_have_text("已答 3 / 20")
        again = me.paper()
        assert (again["attempt"], again["limit_end"]) == (paper["attempt"], paper["limit_end"])
        assert {question: tuple(letters) for question, letters in again["saved"].items()} == {
            item["question"]: right[item["question"]] for item in chosen
        }
        assert me.stems() == stems == [item["stem"] for item in paper["questions"]]
        for item in chosen:
            me.page.locator(".chip").nth(paper["questions"].index(item)).click()
            checked = me.page.locator("form.question input:checked")
            assert tuple(field.input_value() for field in checked.all()) == right[item["question"]]


def test_what_is_answered_without_a_network_is_saved_when_it_is_back(visit: Visiting) -> None:
    with visit() as me:
        me.enter()
        paper = me.start()
        right = me.world.right(paper["attempt"])
        me.page.context.set_offline(True)
        for item in paper["questions"][:2]:
            me.choose(right[item["question"]])
            me.page.get_by_role("button", name="下一题").click()
        expect(me.page.locator(".saving")).to_contain_text("离线")
        assert me.paper()["saved"] == {}
        me.page.context.set_offline(False)
        expect(me.page.locator(".saving")).to_have_text("已保存")
        assert len(me.paper()["saved"]) == 2


def test_what_was_not_sent_outlives_a_reload_and_a_lost_sign_in(visit: Visiting) -> None:
    with visit() as me:
        me.enter()
        paper = me.start()
        right = me.world.right(paper["attempt"])
        wire = Wire(me.page, "**/responses")
        me.choose(right[paper["questions"][0]["question"]])
        me.page.reload()
        expect(me.page.locator(".counted")).to_have_text("已答 1 / 20")
        me.page.locator(".chip").nth(1).click()
        me.choose(right[paper["questions"][1]["question"]])

        me.page.evaluate("() => sessionStorage.setItem('chuangguan:token', JSON.stringify('expired'))")
        wire.is_cut = False
        expect(me.page.get_by_text("登录已失效")).to_be_visible()
        assert me.paper()["saved"] == {}
        # A code is sent once a minute, and the token of this person was asked for elsewhere.
        me.page.evaluate("token => sessionStorage.setItem('chuangguan:token', JSON.stringify(token))", me.token)
        me.page.evaluate("() => location.replace('#/' + new URLSearchParams(location.hash.split('?')[1]).get('to'))")
        expect(me.page.locator(".counted")).to_have_text("已答 2 / 20")
        expect(me.page.locator(".saving")).to_have_text("已保存")
        assert len(me.paper()["saved"]) == 2


def test_a_submission_whose_answer_was_lost_is_repeated_with_its_key_and_counts_once(visit: Visiting) -> None:
    with visit() as me:
        me.enter()
        paper = me.start()
        keys: list[str] = []

        def lose_the_first_answer(route: Route) -> None:
            keys.append(route.request.headers["idempotency-key"])
            if len(keys) == 1:
                assert route.fetch().status == 200
                route.abort()
            else:
                route.continue_()

        me.page.route("**/submission", lose_the_first_answer)
        me.answer(paper, me.world.right(paper["attempt"]))
        me.hand_in()
        expect(me.page.get_by_role("heading", name="闯关成功")).to_be_visible()
        assert len(keys) == 2
        assert len(set(keys)) == 1
        assert [item["attempt"] for item in me.call("GET", "/me/progress")["attempts"]] == [paper["attempt"]]


def test_handing_in_goes_on_after_a_reload(visit: Visiting) -> None:
    with visit() as me:
        me.enter()
        paper = me.start()
        keys: list[str] = []
        me.page.on(
            "request",
            lambda asked: keys.append(asked.headers["idempotency-key"]) if "/submission" in asked.url else None,
        )
        wire = Wire(me.page, "**/submission")
        me.answer(paper, me.world.right(paper["attempt"]))
        me.hand_in()
        expect(me.page.get_by_text("正在自动重试")).to_be_visible()
        me.page.reload()
        expect(me.page.get_by_role("heading", name="正在交卷")).to_be_visible()
        wire.is_cut = False
        expect(me.page.get_by_role("heading", name="闯关成功")).to_be_visible()
        assert len(keys) >= 2
        assert len(set(keys)) == 1


def test_the_whole_cycle_goes_by_keyboard_alone(visit: Visiting) -> None:
    with visit(size="desktop") as me:
        page, press = me.page, me.page.keyboard.press
        page.goto(f"{me.server.base}/h5/")
        tab_to(page, page.get_by_label("名册编号"))
        page.keyboard.type(me.member_no)
        tab_to(page, page.get_by_role("button", name="获取验证码"))
        press("Enter")
        expect(page.get_by_label("验证码", exact=True)).to_be_focused()
        page.keyboard.type(me.server.code(me.member_no))
        press("Enter")
        tab_to(page, page.get_by_role("link", name="闯第 1 关"))
        press("Enter")
        tab_to(page, page.get_by_role("button", name="开始闯关"))
        press("Enter")
        expect(page.locator("form.question h2")).to_be_focused()
        me._token = page.evaluate("() => JSON.parse(sessionStorage.getItem('chuangguan:token'))")
        paper = me.paper()
        right = me.world.right(paper["attempt"])
        for item in paper["questions"]:
            expect(page.locator(".stem")).to_have_text(item["stem"])
            press_response(page, item, right[item["question"]])
            press("Enter")
        tab_to(page, page.get_by_role("button", name="确认交卷"))
        press("Enter")
        expect(page.get_by_role("heading", name="闯关成功")).to_be_focused()
        tab_to(page, page.get_by_role("link", name="看榜单"))
        press("Enter")
        expect(page.get_by_role("heading", name="榜单")).to_be_focused()
        expect(page.locator("tr.me")).to_have_count(1)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, where it must be seen."""
    expect(wanted).to_be_visible()
    for _ in range(60):
        if wanted.evaluate("node => node === document.activeElement"):
            assert wanted.evaluate("node => getComputedStyle(node).outlineStyle") != "none"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {wanted}")


def press_response(page: Page, item: dict[str, Any], response: tuple[str, ...]) -> None:
    fields = page.locator("form.question input")
    for place, text in enumerate(response):
        if item["kind"] == "blank":
            page.keyboard.press("Tab")
            page.keyboard.type(text)
        elif item["kind"] == "multiple":
            while not fields.nth("ABCDEF".index(text)).evaluate("node => node === document.activeElement"):
                page.keyboard.press("Tab")
            page.keyboard.press("Space")
        else:
            assert place == 0
            page.keyboard.press("Tab")
            page.keyboard.press("Space")
            for _ in range("ABCDEF".index(text)):
                page.keyboard.press("ArrowDown")


def test_the_board_follows_with_tags_and_shows_my_place(visit: Visiting) -> None:
    with visit() as me:
        me.enter("board/now")
        expect(me.page.locator(".place")).to_contain_text("还没有上榜")
        first = me.page.locator(".board tbody tr").count()
        look = "() => document.dispatchEvent(new Event('visibilitychange'))"
        with me.page.expect_response(lambda answer: "/boards/now?" in answer.url) as again:
            me.page.evaluate(look)
        assert again.value.status == 304

        paper = me.paper()
        body = {"responses": {item: list(given) for item, given in me.world.right(paper["attempt"]).items()}}
        headers = {"authorization": f"Bearer {me.token}", "idempotency-key": "elsewhere"}
        address = f"{me.server.base}/api/v1/attempts/{paper['attempt']}/submission"
        assert httpx.post(address, json=body, headers=headers).status_code == 200
        me.page.evaluate(look)
        expect(me.page.locator(".board tbody tr")).to_have_count(first + 1)
        expect(me.page.locator("tr.me")).to_contain_text("我")
        expect(me.page.locator(".place strong")).not_to_be_empty()

        month = httpx.get(f"{me.server.base}/api/v1/campaign").json()["periods"][0]
        me.page.get_by_role("navigation", name="期次").get_by_role("link", name=month["title"], exact=True).click()
        expect(me.page.locator(".board")).to_contain_text("封存摘要")
        expect(me.page.locator("tr.me")).to_have_count(0)
        me.page.get_by_role("link", name="本单位").click()
        expect(me.page.locator(".whose [aria-current]")).to_contain_text("本单位")


def test_seals_and_commitments_are_shown_without_a_sign_in(visit: Visiting) -> None:
    with visit() as me:
        me.page.goto(f"{me.server.base}/h5/#/public")
        shown = me.page.locator("main")
        expect(shown).to_contain_text("承诺值")
        for item in httpx.get(f"{me.server.base}/api/v1/closings").json():
            expect(shown).to_contain_text(item["seal"])
            expect(shown).to_contain_text(item["commitment"])
        me.page.goto(f"{me.server.base}/h5/#/me")
        expect(me.page.get_by_role("heading", name="登录，开始闯关")).to_be_visible()


HOSTILE: Final = "<img src=x onerror=\"document.title='hostile'\">"


@pytest.fixture
def hurried(tmp_path: Path) -> Iterator[tuple[Server, World]]:
    """A level of 13 seconds whose texts are markup."""
    level = a_level(1, title="快题", time_limit_ms=13_000, quotas=(Quota(n=5),))
    world = built_now(tmp_path, campaign=open_campaign(levels=(level,)), banks={1: a_bank(stem=HOSTILE)}, people=4)
    with closing(world.store), serving(tmp_path) as server:
        yield server, world


def test_at_the_limit_the_paper_hands_itself_in_whatever_the_device_says_of_the_time(
    browser: Browser, hurried: tuple[Server, World]
) -> None:
    with visiting(browser, *hurried) as me:
        me.member_no = "13800000001"
        me.page.add_init_script("const real = Date.now; Date.now = () => real() + 3600000;")
        me.enter()
        paper = me.start()
        expect(me.page.locator(".stem")).to_have_text(HOSTILE)
        expect(me.page.locator("main img")).to_have_count(0)
        left = me.page.locator(".left").inner_text()
        assert re.fullmatch(r"0:1[0-3]", left), left
        me.choose(me.world.right(paper["attempt"])[paper["questions"][0]["question"]])
        expect(me.page.locator("#warned")).to_have_text("还剩10秒，到时自动交卷")
        expect(me.page.get_by_role("heading", name="这次没有通过")).to_be_visible()
        receipt = me.call("GET", f"/attempts/{paper['attempt']}/receipt")
        assert (receipt["kind"], receipt["elapsed_ms"]) == ("submitted", 13_000)
        assert receipt["correct"] == 1


AXE_VERSION: Final = "4.14.1"
SEVERE: Final = {"serious", "critical"}


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, from npm's registry into a cache outside the repository."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm is installed: apt-get install npm")
    cache = Path.home() / ".cache" / "chuangguan-tests" / f"axe-{AXE_VERSION}"
    script = cache / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        cache.mkdir(parents=True, exist_ok=True)
        package = f"axe-core@{AXE_VERSION}"
        subprocess.run(
            [npm, "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(cache), package],
            check=True, capture_output=True,
        )  # fmt: skip
    return script.read_text(encoding="utf-8")


def severe(page: Page, axe: str) -> list[str]:
    """Return the serious and critical findings of axe-core on what is shown."""
    page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url}: {item['id']} {[node['target'] for node in item['nodes']][:3]}"
        for item in found["violations"]
        if item["impact"] in SEVERE
    ]


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desktop", "dark")])
def test_no_page_has_a_serious_finding_or_is_wider_than_the_screen(
    visit: Visiting, axe: str, size: Size, theme: Theme
) -> None:
    # Where a person wants to look at them.
    shots = os.environ.get("PAGE_SHOTS", "")
    found: list[str] = []
    with visit(size=size, theme=theme) as me:

        def look(name: str) -> None:
            if shots:
                me.page.screenshot(path=Path(shots) / f"{name}-{size}-{theme}.png", full_page=True)
            found.extend(severe(me.page, axe))
            wide = me.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
            found.extend([f"{name} is {wide} px too wide"] if wide > 0 else [])
            small = me.page.evaluate(
                "() => [...document.querySelectorAll('main a, main button, main .option, nav a')]"
                ".filter(node => node.offsetParent && node.getBoundingClientRect().height < 47.5)"
                ".map(node => node.textContent)"
            )
            found.extend(f"{name}: “{text}” is too small to tap" for text in small)

        me.page.goto(f"{me.server.base}/h5/")
        expect(me.page.get_by_role("heading", level=1)).to_be_visible()
        look("sign-in")
        me.enter()
        look("ladder-at-the-foot")
        me.go("level/1")
        look("level")
        failed = me.start()
        me.choose(me.world.right(failed["attempt"])[failed["questions"][0]["question"]])
        look("paper")
        for place, item in enumerate(failed["questions"]):
            if item["kind"] in {"multiple", "blank"}:
                me.page.locator(".chip").nth(place).click()
                look(f"paper-{item['kind']}")
        me.page.get_by_role("button", name="交卷", exact=True).click()
        look("confirm")
        me.go("")
        look("ladder-running")
        me.go(f"attempt/{failed['attempt']}")
        me.page.get_by_role("button", name="交卷", exact=True).click()
        me.hand_in()
        expect(me.page.get_by_role("heading", name="这次没有通过")).to_be_visible()
        look("failed")
        passed = me.start()
        me.answer(passed, me.world.right(passed["attempt"]))
        me.hand_in()
        expect(me.page.get_by_role("heading", name="闯关成功")).to_be_visible()
        me.page.locator("summary").click()
        look("passed")
        month = me.world.campaign.periods[0].id
        pages = {
            "ladder": "", "review": f"review/{passed['attempt']}", "review-refused": f"review/{failed['attempt']}",
            "mine": "me", "board": "board/now", "board-closed": f"board/{month}", "public": "public",
            "locked": "level/3", "nowhere": "result/999999",
        }  # fmt: skip
        for name, where in pages.items():
            me.go(where)
            look(name)
    assert found == []


def test_a_planted_fault_is_found(visit: Visiting, axe: str) -> None:
    with visit() as me:
        me.enter()
        assert severe(me.page, axe) == []
        me.page.evaluate("() => document.querySelector('main').appendChild(document.createElement('button'))")
        assert "button-name" in str(severe(me.page, axe))


def test_another_host_and_an_inline_script_are_noticed(visit: Visiting) -> None:
    with visit(is_faultless=False) as me:
        me.enter()
        watch = Watch(me.page)
        me.page.evaluate(
            "() => { const script = document.createElement('script'); script.textContent = 'window.ran = 1';"
            " document.body.appendChild(script); }"
        )
        assert me.page.evaluate("() => window.ran") is None
        assert "Content Security Policy" in str(watch.errors)
        with pytest.raises(AssertionError):
            watch.check()
    with visit(is_faultless=False) as me:
        watch = Watch(me.page)
        me.page.route("http://outside.invalid/**", lambda route: route.abort())
        me.page.evaluate("() => { location.href = 'http://outside.invalid/'; }")
        me.page.wait_for_timeout(300)
        assert watch.outside == ["http://outside.invalid/"]
