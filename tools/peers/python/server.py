"""The platform's Classify over gRPC: PIL decodes in draft mode, frozen TorchScript of the bundle's classifier.onnx runs.

python3 server.py --bundle DIR --protos DIR --threads N [--port 0]
"""
import argparse
import concurrent.futures
import importlib
import json
import pathlib
import re
import signal
import sys
import tempfile

import grpc
import numpy
import torch
from grpc_tools import protoc

from network import frozen
from pixels import decode


def messages(protos):
    """The protocol's modules, compiled without its notes on HTTP, whose definitions Debian lacks."""
    folder = tempfile.TemporaryDirectory()
    text = (protos / "lesion.proto").read_text().replace('import "google/api/annotations.proto";', "")
    (pathlib.Path(folder.name) / "lesion.proto").write_text(re.sub(r"option \(google\.api\.http\) = \{.*?\};", "", text, flags=re.DOTALL))
    if protoc.main(["protoc", f"-I{folder.name}", f"--python_out={folder.name}", f"--grpc_python_out={folder.name}", "lesion.proto"]) != 0:
        raise SystemExit("error: lesion.proto did not compile")
    sys.path.insert(0, folder.name)
    modules = importlib.import_module("lesion_pb2"), importlib.import_module("lesion_pb2_grpc")
    folder.cleanup()
    return modules


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bundle", type=pathlib.Path, required=True)
    parser.add_argument("--protos", type=pathlib.Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()

    manifest = json.loads((options.bundle / "bundle.json").read_text())
    side = manifest["preprocessing"]["side"]
    torch.set_num_threads(1)                                                                    # of a call; calls run beside each other
    network = frozen(options.bundle / "classifier.onnx", side)
    pb2, pb2_grpc = messages(options.protos)

    class Lesion(pb2_grpc.LesionServicer):
        def Classify(self, request, context):
            try:
                pixels = numpy.asarray(decode(request.image, side))
            except (OSError, ValueError) as error:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
            with torch.no_grad():
                probabilities = network(torch.from_numpy(pixels.copy())[None])[0].tolist()
            ranked = sorted(zip(manifest["classes"], probabilities), key=lambda pair: -pair[1])
            return pb2.ClassifyResponse(
                predictions=[pb2.Prediction(code=c["code"], name=c["name"], probability=p) for c, p in ranked], top_class=ranked[0][0]["code"],
                bundle_name=manifest["name"], bundle_version=manifest["version"], intended_use=manifest["intendedUse"], request_id=request.request_id)

    server = grpc.server(concurrent.futures.ThreadPoolExecutor(options.threads))
    pb2_grpc.add_LesionServicer_to_server(Lesion(), server)
    port = server.add_insecure_port(f"127.0.0.1:{options.port}")
    server.start()
    signal.signal(signal.SIGTERM, lambda *_: server.stop(0))
    print(f"listening on http://127.0.0.1:{port}", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
