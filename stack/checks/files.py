"""Checks files as the gateway will take them: whether their store takes any, and the virus scanner answers."""

from stack.checks.finding import Finding
from stack.errors import CliError
from stack.settings import StackSettings

OFF = "customers and agents can send none"
UNSCANNED = "taken without looking for viruses"
HOW_TO_SCAN = "Set FIRUZE_CLAMD to have them scanned: docs/files.md, Virus scan."


async def check_files(settings: StackSettings) -> Finding:
    """Where files are kept, and what looks into them. Raises CliError."""
    if settings.file_megabytes == 0:
        return Finding("Files", OFF)
    await _check_store(settings)
    state = f"up to {settings.file_megabytes} MB, kept in {settings.files}"
    if settings.clamd is None:
        return Finding("Files", f"{state}, {UNSCANNED}", "note", HOW_TO_SCAN)
    await _check_scanner(settings.clamd)
    return Finding("Files", f"{state}, scanned at {settings.clamd}")


async def _check_store(settings: StackSettings) -> None:
    from handoff.adapters.files.store import open_store  # noqa: PLC0415 - slow to load
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415
    from handoff.services.errors import FileStoreDown  # noqa: PLC0415

    try:
        store = open_store(
            settings.files,
            endpoint=settings.s3_endpoint,
            region=settings.s3_region,
            key_id=settings.s3_key_id,
            secret=settings.s3_secret,
        )
        await store.check()
    except InvalidInput as error:
        raise CliError(
            f"{error.message}.", way_out="Correct FIRUZE_FILES: docs/files.md."
        ) from error
    except FileStoreDown as error:
        raise CliError(
            f"Files cannot be kept in {settings.files}: {error}",
            way_out="Look at FIRUZE_FILES and FIRUZE_S3_…: docs/files.md, S3.",
        ) from error


async def _check_scanner(address: str) -> None:
    from handoff.adapters.files.clamd import ClamdScanner  # noqa: PLC0415 - slow to load
    from handoff.domain.errors import InvalidInput  # noqa: PLC0415
    from handoff.services.errors import ScannerDown  # noqa: PLC0415

    try:
        await ClamdScanner(address).check()
    except InvalidInput as error:
        raise CliError(
            f"{error.message}.", way_out="Correct FIRUZE_CLAMD: docs/files.md."
        ) from error
    except ScannerDown as error:
        raise CliError(
            f"The virus scanner at {address} does not answer ({error}), so no file is taken.",
            way_out="Start clamd, look at FIRUZE_CLAMD, or unset it to take files unscanned.",
        ) from error
