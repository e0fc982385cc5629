"""Work on site: petitions, interviews, visits, evidence."""
