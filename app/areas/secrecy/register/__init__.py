"""The register of papers that come and go (收发文)."""
