"""The controlled corpus: a rule over decisions, frozen into versions with a digest, compared, rebuilt elsewhere."""
