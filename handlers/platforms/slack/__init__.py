"""Slack: what its wire says, as a request; a reply, as its blocks. Nothing outside this folder knows Slack's SDK."""
