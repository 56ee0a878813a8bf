"""Parts of the language pipeline that are Firuze's own, in the order of `config.yml`.

normaliser → classifier → entities → emotion → (Rasa's fallback)
"""
