"""What a network has to beat: fast models without a network, computed once per dataset."""
