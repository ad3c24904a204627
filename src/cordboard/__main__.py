"""Run the command line as ``python -m cordboard``."""

from cordboard.faces.cli.main import main

if __name__ == "__main__":
    main()
