"""Sentences and figures made of what a shop has set, in both languages, by the catalogues of `texts/`."""
