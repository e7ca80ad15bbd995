"""Projects and codebooks of other programs for qualitative analysis, in and out, by the REFI-QDA standard 1.5."""

from diatrace.coding.refi.convention import STANDARD, Convention, usual
from diatrace.coding.refi.evidence import Evidence, Verdict
from diatrace.coding.refi.project import Project, Remark
from diatrace.coding.refi.reading import Report, read
from diatrace.coding.refi.writing import write, write_codebook

__all__ = [
    "STANDARD",
    "Convention",
    "Evidence",
    "Project",
    "Remark",
    "Report",
    "Verdict",
    "read",
    "usual",
    "write",
    "write_codebook",
]
