"""Tell the hosts that may be reached without encryption."""

from ipaddress import ip_address


def is_near(host: str) -> bool:
    """Tell a host of this machine or of its private network, where nobody else listens.

    >>> is_near("localhost"), is_near("mattermost"), is_near("10.0.0.8"), is_near("exemple.fr")
    (True, True, True, False)
    """
    try:
        return ip_address(host).is_private
    except ValueError:
        return "." not in host
