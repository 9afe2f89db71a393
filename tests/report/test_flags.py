from stem2code_eval.report.flags import meanings


def test_flags_that_concern_the_element_metrics_are_explained() -> None:
    found = dict(meanings(["blank", "raster", "untraced", "tampered", "<b>"]))
    assert list(found) == ["raster", "untraced", "tampered"]
    assert "do not count as lines" in found["raster"]
    assert all(meaning.endswith(".") for meaning in found.values())
