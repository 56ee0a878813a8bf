"""Parts of the language pipeline that are Firuze's own, in the order of `config.yml`.

normaliser → (Rasa's whitespace tokens) → classifier → entities → emotion → (Rasa's fallback)
"""
