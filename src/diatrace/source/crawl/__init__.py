"""The crawler: it follows links within sites, gently, and leaves WARC files and a record of every address."""

from diatrace.source.crawl.crawler import crawl, settle
from diatrace.source.crawl.frontier import Outcome, outcomes
from diatrace.source.crawl.plan import Capture, CrawlPlan, Known, Progress, Scope, Summary, check, nothing

__all__ = [
    "Capture",
    "CrawlPlan",
    "Known",
    "Outcome",
    "Progress",
    "Scope",
    "Summary",
    "check",
    "crawl",
    "nothing",
    "outcomes",
    "settle",
]
