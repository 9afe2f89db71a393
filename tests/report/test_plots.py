from pathlib import Path

from report_runs import METRICS, add, finish, small_run

from stem2code_eval.pipeline.store import Store
from stem2code_eval.report.plots import headline, plots, shares
from stem2code_eval.report.survey import survey
from stem2code_eval.report.totals import read_totals


def test_each_metric_is_plotted(tmp_path: Path) -> None:
    with Store(small_run(tmp_path), print) as store:
        manifest = store.read_manifest()
        assert manifest
        found = plots(read_totals(store, manifest), survey(store, METRICS))
    assert [each.metric for each in found] == list(METRICS)
    pixel = found[1]
    assert pixel.n == 3
    assert [(bar.low, bar.high, bar.count) for bar in pixel.bars if bar.count] == [(0, 5, 1), (30, 35, 1), (90, 95, 1)]
    assert max(bar.share for bar in pixel.bars) == 100
    assert [(each.name, each.mean, each.n) for each in pixel.subjects] == [("geometry", 90.0, 1), ("optics", 15.0, 2)]
    assert [each.name for each in pixel.levels] == ["2"]


def test_one_subject_is_not_plotted(tmp_path: Path) -> None:
    with Store(tmp_path, print) as store:
        add(store, "a")
        finish(store)
        manifest = store.read_manifest()
        assert manifest
        found = plots(read_totals(store, manifest), survey(store, METRICS))
    assert all(each.subjects == [] for each in found)


def test_the_headline_is_the_best_there_is() -> None:
    assert headline(["exec_rate", "pixel", "elements", "reconstruction"]) == 3
    assert headline(["image_score", "code_score", "exec_rate", "avg_two", "avg_three"]) == 4
    assert headline(["exec_rate", "mine"]) == 0


def test_shares_add_up() -> None:
    assert shares({"ok": 3, "crash": 1}) == {"ok": 75.0, "crash": 25.0}
    assert shares({}) == {}
