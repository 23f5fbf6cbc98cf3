"""The SimCLR step the usual way: torchvision's ResNet-18 and views, a DataLoader with workers, NT-Xent, Adam; float32.

python3 simclr.py --pixels FILE --side N --batch-size N --steps N --threads N --workers N
"""
import argparse
import time

import numpy
import torch
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, Dataset, RandomSampler
from torchvision import models, transforms

TEMPERATURE, PROJECTION = 0.07, 128


class TwoViews(Dataset):
    """Two views of each image of a file of packed pixels, uint8 [N, S, S, 3]."""

    def __init__(self, path, side):
        self.pixels = numpy.memmap(path, dtype=numpy.uint8, mode="r").reshape(-1, side, side, 3)
        kernel = int(0.1 * side) // 2 * 2 + 1
        self.view = transforms.Compose([
            transforms.RandomResizedCrop(side), transforms.RandomHorizontalFlip(),
            transforms.RandomApply([transforms.ColorJitter(0.8, 0.8, 0.8, 0.2)], p=0.8), transforms.RandomGrayscale(p=0.2),
            transforms.RandomApply([transforms.GaussianBlur(kernel, (0.1, 2.0))], p=0.5), transforms.ToTensor(),
        ])

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        image = Image.fromarray(self.pixels[index])
        return self.view(image), self.view(image)


def nt_xent(z):
    """z: [2N, D], the first views and then the second ones in the same order. Chen et al. 2020, Eq. 1."""
    n = len(z) // 2
    z = F.normalize(z)
    similarity = (z @ z.t() / TEMPERATURE).masked_fill(torch.eye(2 * n, dtype=torch.bool), float("-inf"))
    return F.cross_entropy(similarity, torch.arange(2 * n).roll(n))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pixels", required=True)
    for name in ("side", "batch-size", "steps", "threads", "workers"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    data = TwoViews(options.pixels, options.side)
    order = RandomSampler(data, replacement=True, num_samples=(options.steps + 1) * options.batch_size)
    loader = DataLoader(data, options.batch_size, sampler=order, num_workers=options.workers, drop_last=True)
    network = models.resnet18(num_classes=PROJECTION)
    network.fc = torch.nn.Sequential(torch.nn.Linear(512, 512), torch.nn.ReLU(), network.fc)
    adam = torch.optim.Adam(network.parameters(), 3e-4, weight_decay=1e-4)

    began = None
    for first, second in loader:
        loss = nt_xent(network(torch.cat([first, second])))
        adam.zero_grad()
        loss.backward()
        adam.step()
        loss.item()
        began = began or time.perf_counter()                                                    # after the first step
    print(f"rate {options.steps * options.batch_size / (time.perf_counter() - began):.3f} images/s")


if __name__ == "__main__":
    main()
