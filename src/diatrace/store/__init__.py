"""The study on disk: the record (SQLite), segments (Parquet), sealed raw records."""
