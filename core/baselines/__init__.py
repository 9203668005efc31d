"""What a network has to beat: models without one, from scikit-learn, fast and once per dataset."""
