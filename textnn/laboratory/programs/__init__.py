"""The script of each station: short PyTorch that is shown, downloaded, and runs by itself."""
