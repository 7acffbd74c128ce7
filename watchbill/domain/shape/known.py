"""What reading must be told, because it stands outside the shape: registries and libraries."""

from collections.abc import Collection

import msgspec

from watchbill.domain.shape.addresses import ADDRESS_KINDS


class Known(msgspec.Struct, frozen=True):
    """The names of holiday calendars and of sources; None: any will do. Each is asked only when a file names one.

    `address_kinds` are the kinds of addresses beside those that are documented.
    """

    calendars: Collection[str] | None = None
    sources: Collection[str] | None = None
    address_kinds: Collection[str] = frozenset()

    def words(self, section: str) -> Collection[str] | None:
        """The words of what is no section of the file; None: any."""
        if section == "calendars":
            return self.calendars
        if section == "sources":
            return self.sources
        return ADDRESS_KINDS | frozenset(self.address_kinds)
