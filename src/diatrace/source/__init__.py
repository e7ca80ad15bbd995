"""Where traces come from: one reader a file, each behind the same contract (`contract.Source`)."""
