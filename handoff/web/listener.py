"""A port on which an application is served, with a door that can be closed before it ends."""

from aiohttp import web

# What requests that are being answered get once the listener stops.
_LAST_ANSWERS_SECONDS = 2.0


class Listener:
    def __init__(self, app: web.Application) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LAST_ANSWERS_SECONDS)

    async def open(self, host: str, port: int) -> int:
        """Listens; returns the port, a free one for 0. Raises OSError."""
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        return int(self._runner.addresses[0][1])

    async def close_door(self) -> None:
        """Nobody new comes in, and connections that are kept alive end with their next answer;
        what is being answered, and WebSockets, go on."""
        for site in self._runner.sites:
            await site.stop()
        if self._runner.server is not None:
            self._runner.server.pre_shutdown()

    async def stop(self) -> None:
        await self._runner.cleanup()
