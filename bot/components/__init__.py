"""Parts of the language pipeline that are Firuze's own, in the order of `config.yml`.

normaliser → entities → latin → vectors → classifier → emotion → choice → article_search
"""
