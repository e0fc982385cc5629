"""Quality review of reports and papers, appraisal of leading groups, advice of experts."""
