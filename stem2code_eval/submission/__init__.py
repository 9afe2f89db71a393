"""Submissions that anyone can verify: a run as one bundle, checked by doing everything but the model again.

* pack: run folder -> bundle (`packing`), without secrets and traces of the machine (`privacy`).
* verify: bundle -> safe reading (`archive`, `strict`, `bundle`) -> what can be told by looking (`checks`, `votes`,
  `totals`) -> the run done again from its responses (`rederive`) -> sample by sample (`compare`) -> `verify.Report`.
* add: report -> an entry of the leaderboard (`entry`).
"""
