"""Satisfaction with the rectification (三满意) and how the parts come together."""
