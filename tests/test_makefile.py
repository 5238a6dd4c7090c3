import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[1]


def test_the_demo_keeps_to_an_index_of_its_own() -> None:
    """`index` alone holds the user's articles, or will."""
    made = subprocess.run(
        ["make", "--dry-run", "demo"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "rag index seeds --index index/demo" in made
    assert "rag ask --index index/demo" in made
