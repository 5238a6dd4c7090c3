"""pincite: questions answered from a folder of articles, every claim a verbatim citation.

Start reading at `rag.pipeline`.
"""

import os

# ONNX Runtime sends its maker events of every process, and keeps an identifier of the device,
# unless this is set before anything imports it: nothing that is asked here leaves the machine.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
