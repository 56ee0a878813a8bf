"""The shop's articles, and how the passage that answers a question is found among them.

    articles/*.md ──folder──► passages ──build (a process of its own)──► index file
    question's vector ──component `ArticleSearch`──► index ──► the likeliest passage, how likely it is

The index is built when the bot starts and whenever an article has changed (`refresh`): no training.
"""
