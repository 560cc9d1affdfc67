"""What several rules ask of a spec: where its sequence ends, what it is trained for, what its data hold."""
