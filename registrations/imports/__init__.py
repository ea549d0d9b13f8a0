"""Pupils that a school's file asks to pre-register: read and checked, nothing written. Docs: docs/imports.md."""
