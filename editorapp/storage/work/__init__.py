"""Who does the editor's outside work: the effects of `session/work/`, on real files.

Does not decide when it is done, nor what follows.
"""
