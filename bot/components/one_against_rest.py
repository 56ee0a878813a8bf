"""A logistic regression for each class, of all examples against the rest, on as many cores as there are.

Each fit is one thread's work in C. Processes are forked, so that all share the features.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.floating[Any]]

_MOST = 4  # processes
_AT_ONCE = 4  # classes that a process is given


def weighed(features: csr_matrix, labels: Sequence[str], strength: float) -> Floats:
    """The weights (features × classes in their order); `strength` is C, the inverse regularisation.

    There is no intercept: where nothing is known, nothing is likelier than the rest.
    """
    names = np.asarray(labels)
    classes = sorted(set(labels))
    fit = partial(_fitted, features, names, strength)
    cores = min(_MOST, len(os.sched_getaffinity(0)))
    if cores == 1:
        return np.stack([fit(name) for name in classes], axis=1)
    with ProcessPoolExecutor(cores, get_context("fork"), _keep, (fit,)) as pool:
        return np.stack(list(pool.map(_kept_fit, classes, chunksize=_AT_ONCE)), axis=1)


def _fitted(features: csr_matrix, names: NDArray[Any], strength: float, name: str) -> Floats:
    regression = LogisticRegression(
        C=strength,
        max_iter=200,
        tol=0.3,  # of a hundredth of it messages are read the same, in twice the time
        solver="liblinear",
        dual=True,
        fit_intercept=False,
        random_state=7,
    )
    weights: Floats = regression.fit(features, names == name).coef_[0].astype(np.float32)
    return weights


# A fork has what its parent had: so the features are sent to no process.
_FIT: list[Any] = []


def _keep(fit: Any) -> None:
    _FIT.append(fit)


def _kept_fit(name: str) -> Floats:
    weights: Floats = _FIT[-1](name)
    return weights
