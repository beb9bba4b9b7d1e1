"""Pages and PNG sheets for a run, a drill or a comparison."""
