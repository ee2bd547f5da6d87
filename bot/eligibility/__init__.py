"""Leads an applicant through the criteria and the steps of a call, and shows the sheet that results."""
