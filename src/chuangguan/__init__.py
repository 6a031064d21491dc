"""chuangguan 闯关: the engine of knowledge campaigns: verifiable draws, server-true timing, provable closings."""

from chuangguan.boards import Board, Boards, LiveIndex
from chuangguan.errors import BadInput, ChuangguanError, NotFound, PeriodNotEnded, Problem
from chuangguan.office import Office
from chuangguan.office.rosters import Enrolment
from chuangguan.play import Play, Receipt, RefusedWithReceipt, Started
from chuangguan.ports import Clock, Entropy, Origin, Store
from chuangguan.record import Record
from chuangguan.rules.awards import Award
from chuangguan.rules.bank import Bank, Question, bank_of
from chuangguan.rules.board import BoardRow
from chuangguan.rules.campaign import AwardTier, Campaign, Level, Period, Quota
from chuangguan.rules.closing import Closing
from chuangguan.rules.instants import Window, read_end, read_instant, write_instant
from chuangguan.rules.roster import Unit
from chuangguan.values import Accepted, Refused

__all__ = [
    "Accepted",
    "Award",
    "AwardTier",
    "BadInput",
    "Bank",
    "Board",
    "BoardRow",
    "Boards",
    "Campaign",
    "ChuangguanError",
    "Clock",
    "Closing",
    "Enrolment",
    "Entropy",
    "Level",
    "LiveIndex",
    "NotFound",
    "Office",
    "Origin",
    "Period",
    "PeriodNotEnded",
    "Play",
    "Problem",
    "Question",
    "Quota",
    "Receipt",
    "Record",
    "Refused",
    "RefusedWithReceipt",
    "Started",
    "Store",
    "Unit",
    "Window",
    "bank_of",
    "read_end",
    "read_instant",
    "write_instant",
]
