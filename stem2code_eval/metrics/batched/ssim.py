"""Ink-region SSIM of many pairs at once, by torchmetrics."""

from typing import Any

import torch
from torch.nn.functional import max_pool2d
from torchmetrics.functional.image import structural_similarity_index_measure

from stem2code_eval.metrics.ssim import DILATION
from stem2code_eval.metrics.windows import RADIUS, SIGMA

_AT_ONCE = 48
"""Channels of pictures held by one step, about 0.1 GB each in double precision at 512 x 512."""


def ssim_batch(reference: Any, candidate: Any, ink: Any) -> Any:
    """Return the mean SSIM, -1 to 1, over the dilated ink of each pair: `metrics.ssim.ink_region_ssim`.

    In double precision: a variance is the small difference of two large numbers, and in single precision flat paper
    would get one of its own. Beyond the picture's edge torchmetrics mirrors otherwise than scikit-image does; no window
    around a canonical picture's ink reaches that far.

    Args:
        reference: canonical pictures, uint8 tensor `(n, height, width, 3)`.
        candidate: the same shape.
        ink: union of both inks, bool tensor `(n, height, width)`; ink in every pair.

    Returns:
        float64 tensor `(n,)`.
    """
    region = max_pool2d(ink.float()[:, None], 2 * DILATION + 1, stride=1, padding=DILATION)[:, 0] > 0
    grey = is_grey(reference) & is_grey(candidate)
    means = torch.zeros(len(ink), dtype=torch.float64, device=ink.device)
    for channels, chosen in ((1, grey), (3, ~grey)):
        for pairs in chosen.nonzero()[:, 0].split(_AT_ONCE // channels) if chosen.any() else ():
            full = _map(reference[pairs, ..., :channels], candidate[pairs, ..., :channels]).mean(1)
            means[pairs] = (full * region[pairs]).sum((1, 2)) / region[pairs].sum((1, 2))
    return means


def is_grey(pictures: Any) -> Any:
    """Say of each picture `(n, height, width, 3)` whether its channels are equal; one of three equal maps is enough."""
    return (pictures == pictures[..., :1]).flatten(1).all(1)


def _map(reference: Any, candidate: Any) -> Any:
    """Return the SSIM of every pixel of every channel, `(n, channels, height, width)`.

    All channels of all pairs go in as the channels of one picture, which PyTorch filters one by one.
    """
    n, height, width, channels = reference.shape
    flat = [side.permute(0, 3, 1, 2).reshape(1, -1, height, width).double() for side in (candidate, reference)]
    _, full = structural_similarity_index_measure(
        *flat,
        gaussian_kernel=True,
        sigma=SIGMA,
        kernel_size=2 * RADIUS + 1,
        reduction=None,
        data_range=255.0,
        k1=0.01,
        k2=0.03,
        return_full_image=True,
    )
    return full.reshape(n, channels, height, width)
