"""Rasa's command line without TensorFlow: `python -m bot run …`, `train …`, same words as `rasa`.

What `run` loads runs straight on (`bot/graph_runner.py`), and asks the action server no more than it needs
(`bot/action_calls.py`). What `train` trains from is read once (`bot/quick_training.py`).

Rasa imports TensorFlow (and with it Keras and JAX) for components this bot does not use, which
costs most of the start-up time and half of the memory. Here those imports are given an empty shell.
A pipeline that does use DIET, TED or another of Rasa's own networks needs `python -m rasa`.
"""

from __future__ import annotations

import os
import sys

from bot import without_tensorflow

if __name__ == "__main__":
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if sys.argv[1:2] == ["run"]:
        # Read when NumPy is loaded. One message is little work: a second thread would only be waited for.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    without_tensorflow.install()

    from rasa.__main__ import main

    if sys.argv[1:2] == ["run"]:
        from bot import action_calls, graph_runner

        graph_runner.install()
        action_calls.install()
    elif sys.argv[1:2] == ["train"]:
        from bot import quick_training

        quick_training.install()
    main()
