"""The audit of a judge: pairs whose scores are known beforehand, at least roughly, and what the judge says of them."""
