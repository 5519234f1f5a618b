"""The briefing spreadsheet: made, checked when it comes back old, merged when it comes back edited, and other people's tables read.

``layout`` says once what every sheet and column is; the writer, the Dictionary sheet and the importer are made from it.
"""
