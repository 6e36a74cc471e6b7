"""The web application around the screen: login, limits, origins, sessions, uploads, shares."""
