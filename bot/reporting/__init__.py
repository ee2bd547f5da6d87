"""From totals to what a manager reads: figures, periods, tables, spreadsheets."""
