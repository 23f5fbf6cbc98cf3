"""The platform's Classify over gRPC: PIL decodes in draft mode, frozen TorchScript of the bundle's classifier.onnx runs.

python3 server.py --bundle DIR --protos DIR --threads N [--port 0]
"""
import argparse
import concurrent.futures
import importlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

os.environ["OMP_NUM_THREADS"] = "1"                              # of a call, before torch starts: calls run beside each other

import grpc
import numpy
import torch

from network import frozen
from pixels import decode


def messages(protos):
    """The protocol's messages, compiled without its notes on HTTP, whose definitions Debian lacks."""
    with tempfile.TemporaryDirectory() as folder:
        text = (protos / "lesion.proto").read_text().replace('import "google/api/annotations.proto";', "")
        pathlib.Path(folder, "lesion.proto").write_text(re.sub(r"option \(google\.api\.http\) = \{.*?\};", "", text, flags=re.DOTALL))
        subprocess.run(["protoc", f"-I{folder}", f"--python_out={folder}", "lesion.proto"], check=True)
        sys.path.insert(0, folder)
        return importlib.import_module("lesion_pb2")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bundle", type=pathlib.Path, required=True)
    parser.add_argument("--protos", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()

    manifest = json.loads((options.bundle / "bundle.json").read_text())
    side, how = manifest["preprocessing"]["side"], manifest["preprocessing"]
    if (how["resize"], how.get("colour", "none")) != ("squash", "none"):
        raise SystemExit(f"{options.bundle}: this peer squashes, and leaves colours as they are")
    network = frozen(options.bundle / "classifier.onnx", side)
    pb2 = messages(options.protos)

    def classify(request, context):
        try:
            pixels = numpy.array(decode(request.image, side))
        except (OSError, ValueError) as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        with torch.no_grad():
            probabilities = network(torch.from_numpy(pixels)[None])[0].tolist()
        ranked = sorted(zip(manifest["classes"], probabilities), key=lambda pair: -pair[1])
        return pb2.ClassifyResponse(
            predictions=[pb2.Prediction(code=c["code"], name=c["name"], probability=p) for c, p in ranked], top_class=ranked[0][0]["code"],
            bundle_name=manifest["name"], bundle_version=manifest["version"], intended_use=manifest["intendedUse"], request_id=request.request_id)

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(options.threads))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("lesion.v1.Lesion", {"Classify": grpc.unary_unary_rpc_method_handler(
        classify, pb2.ClassifyRequest.FromString, pb2.ClassifyResponse.SerializeToString)}),))
    port = server.add_insecure_port(f"127.0.0.1:{options.port}")
    server.start()
    signal.signal(signal.SIGTERM, lambda *_: server.stop(0))
    print(f"listening on http://127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
