"""Web archives as a source: what others captured of an address around a date, fetched gently and kept as WARC."""

from diatrace.source.recall.archive import ARCHIVES, Archive, archive_of
from diatrace.source.recall.plan import Progress, RecallPlan, Summary, check
from diatrace.source.recall.recalling import recall

__all__ = ["ARCHIVES", "Archive", "Progress", "RecallPlan", "Summary", "archive_of", "check", "recall"]
