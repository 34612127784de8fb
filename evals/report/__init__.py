"""A run as one page: each article with its evidence marked, each claim beside its gold. No script in it.

subject     what is reported on: a run folder or an evaluation file, with gold if it is given
articles    the texts, read again from where they came, if they are still the same
places      where each quote stands in its article
cut         the article in pieces, by which evidence covers them
claims      what is shown of each claim
overview    the head of the page
page        all of it, written document by document
"""
