"""QR codes as vector pictures inside the page."""

import segno


def qr_picture(url: str) -> str:
    """A data: address of an SVG, error correction M (R-D9). One module of quiet zone is in it, the layout leaves the other three."""
    return segno.make(url, error="m", micro=False, boost_error=False).svg_data_uri(
        border=1, xmldecl=False, svgns=True, omitsize=True, nl=False
    )
