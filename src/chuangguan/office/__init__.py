"""Office: what an organiser does, one module a noun."""

from chuangguan.office.audit import Audit
from chuangguan.office.awards import Awards
from chuangguan.office.banks import Banks
from chuangguan.office.closings import Closings
from chuangguan.office.comparisons import Comparisons
from chuangguan.office.conduct import Conduct
from chuangguan.office.consents import Consents
from chuangguan.office.derivations import Derivations
from chuangguan.office.desk import Desk
from chuangguan.office.exposures import Exposures
from chuangguan.office.findings import Findings
from chuangguan.office.imports import Imports
from chuangguan.office.publicity import Publicity
from chuangguan.office.retention import Retention
from chuangguan.office.rosters import Rosters
from chuangguan.office.sanctions import Sanctions
from chuangguan.office.turnout import Turnouts
from chuangguan.ports import Entropy
from chuangguan.record import Record


class Office:
    """The organiser's desk, a part for each noun.

    Whatever changes something takes `by`, the name that the fact's envelope keeps (clause 8.3).
    """

    def __init__(self, record: Record, entropy: Entropy, root_secret: bytes | None = None) -> None:
        """Work on the campaign of `record`; without the root secret nothing can be drawn or decided by lot."""
        desk = Desk(record, entropy, root_secret)
        self.conduct = Conduct(desk)
        self.banks = Banks(desk)
        self.rosters = Rosters(desk)
        self.consents = Consents(desk)
        self.retention = Retention(desk)
        self.imports = Imports(desk)
        self.closings = Closings(desk)
        self.publicity = Publicity(desk)
        self.awards = Awards(desk)
        self.sanctions = Sanctions(desk)
        self.comparisons = Comparisons(desk)
        self.turnouts = Turnouts(desk)
        self.audit = Audit(desk)
        self.findings = Findings(desk)
        self.derivations = Derivations(desk)
        self.exposures = Exposures(desk)
