"""The words of agreements: bilingual clauses of every kind as data (texts/*.toml), and how their places are filled."""
