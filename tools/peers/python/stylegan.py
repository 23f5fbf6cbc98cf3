"""The StyleGAN step the usual way: the 2019 generator and discriminator at one resolution, R1 in every step, Adam, averaged weights; float32.

python3 stylegan.py --pixels FILE --side N --channel-base N --channel-max N --batch-size N --steps N --threads N
"""
import argparse
import copy
import math
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn

LATENT, GAMMA, MIXING = 512, 10, 0.9


class EqualConv2d(nn.Module):
    def __init__(self, inputs, outputs, kernel, gain=math.sqrt(2), bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(outputs)) if bias else None
        self.scale, self.padding = gain / math.sqrt(inputs * kernel * kernel), kernel // 2

    def forward(self, x):
        return F.conv2d(x, self.weight * self.scale, self.bias, padding=self.padding)


class EqualLinear(nn.Module):
    def __init__(self, inputs, outputs, gain=math.sqrt(2), rate=1.0):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.randn(outputs, inputs) / rate), nn.Parameter(torch.zeros(outputs))
        self.scale, self.rate = gain / math.sqrt(inputs) * rate, rate

    def forward(self, x):
        return F.linear(x, self.weight * self.scale, self.bias * self.rate)


class Blur(nn.Module):
    def __init__(self, channels):
        super().__init__()
        row = torch.tensor([1.0, 2.0, 1.0]) / 4
        self.register_buffer("kernel", (row[:, None] * row).repeat(channels, 1, 1, 1))

    def forward(self, x):
        return F.conv2d(x, self.kernel, padding=1, groups=len(self.kernel))


class Epilogue(nn.Module):
    """Noise, bias, leaky ReLU, AdaIN."""

    def __init__(self, channels):
        super().__init__()
        self.noise, self.bias = nn.Parameter(torch.zeros(1, channels, 1, 1)), nn.Parameter(torch.zeros(1, channels, 1, 1))
        self.style = EqualLinear(LATENT, 2 * channels, gain=1)

    def forward(self, x, w):
        x = F.leaky_relu(x + torch.randn(len(x), 1, *x.shape[2:]) * self.noise + self.bias, 0.2)
        scale, shift = self.style(w)[:, :, None, None].chunk(2, 1)
        return F.instance_norm(x) * (scale + 1) + shift


class Generator(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.mapping = nn.ModuleList(EqualLinear(LATENT, LATENT, rate=0.01) for _ in range(8))
        self.constant = nn.Parameter(torch.ones(1, channels[0], 4, 4))
        self.convolutions, self.epilogues, self.blurs = nn.ModuleList(), nn.ModuleList([Epilogue(channels[0])]), nn.ModuleList()
        for i, c in enumerate(channels):
            if i > 0:
                self.convolutions.append(EqualConv2d(channels[i - 1], c, 3, bias=False))
                self.blurs.append(Blur(c))
                self.epilogues.append(Epilogue(c))
            self.convolutions.append(EqualConv2d(c, c, 3, bias=False))
            self.epilogues.append(Epilogue(c))
        self.rgb = EqualConv2d(channels[-1], 3, 1, gain=1)

    def map(self, z):
        x = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        for layer in self.mapping:
            x = F.leaky_relu(layer(x), 0.2)
        return x

    def forward(self, z):
        w = other = self.map(z)
        layers = len(self.epilogues)
        cutoff = layers
        if torch.rand(1).item() < MIXING:
            cutoff, other = torch.randint(1, layers, (1,)).item(), self.map(torch.randn_like(z))
        styles = [w if i < cutoff else other for i in range(layers)]
        x = self.epilogues[0](self.constant.expand(len(z), -1, -1, -1), styles[0])
        for i, convolution in enumerate(self.convolutions, 1):                                  # odd: the second layer of a resolution
            if i % 2 == 0:
                x = self.blurs[i // 2 - 1](convolution(F.interpolate(x, scale_factor=2)))
            else:
                x = convolution(x)
            x = self.epilogues[i](x, styles[i])
        return self.rgb(x)


class Discriminator(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.rgb, self.blocks = EqualConv2d(3, channels[-1], 1), nn.ModuleList()
        for high, low in zip(channels[:0:-1], channels[-2::-1]):
            self.blocks.append(nn.Sequential(
                EqualConv2d(high, high, 3), nn.LeakyReLU(0.2), Blur(high), EqualConv2d(high, low, 3), nn.AvgPool2d(2), nn.LeakyReLU(0.2)))
        self.last = EqualConv2d(channels[0] + 1, channels[0], 3)
        self.dense = nn.Sequential(EqualLinear(16 * channels[0], channels[0]), nn.LeakyReLU(0.2), EqualLinear(channels[0], 1, gain=1))

    def forward(self, x):
        x = F.leaky_relu(self.rgb(x), 0.2)
        for block in self.blocks:
            x = block(x)
        group = x.view(min(4, len(x)), -1, *x.shape[1:])                                        # [G, M, C, 4, 4]
        deviation = (group.var(0, unbiased=False) + 1e-8).sqrt().mean([1, 2, 3], keepdim=True)  # [M, 1, 1, 1]
        x = torch.cat([x, deviation.repeat(len(group), 1, 4, 4)], 1)
        return self.dense(F.leaky_relu(self.last(x), 0.2).flatten(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pixels", required=True)
    for name in ("side", "channel-base", "channel-max", "batch-size", "steps", "threads"):
        parser.add_argument(f"--{name}", type=int, required=True)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    data = numpy.memmap(options.pixels, dtype=numpy.uint8, mode="r").reshape(-1, options.side, options.side, 3)
    channels = [min(options.channel_base >> level, options.channel_max) for level in range(1, int(math.log2(options.side)))]
    generator, discriminator = Generator(channels), Discriminator(channels)
    average = copy.deepcopy(generator).requires_grad_(False)
    g_adam = torch.optim.Adam(generator.parameters(), 0.002, (0, 0.99))
    d_adam = torch.optim.Adam(discriminator.parameters(), 0.002, (0, 0.99))

    def step():
        picked = data[numpy.sort(numpy.random.randint(0, len(data), options.batch_size))]
        real = torch.from_numpy(picked).permute(0, 3, 1, 2).float() / 127.5 - 1
        if numpy.random.rand() < 0.5:
            real = real.flip(3)
        real.requires_grad_()
        with torch.no_grad():
            fake = generator(torch.randn(options.batch_size, LATENT))
        real_score, fake_score = discriminator(real), discriminator(fake)
        gradient, = torch.autograd.grad(real_score.sum(), real, create_graph=True)
        d_loss = F.softplus(fake_score).mean() + F.softplus(-real_score).mean() + GAMMA / 2 * gradient.square().sum([1, 2, 3]).mean()
        d_adam.zero_grad()
        d_loss.backward()
        d_adam.step()

        discriminator.requires_grad_(False)
        g_loss = F.softplus(-discriminator(generator(torch.randn(options.batch_size, LATENT)))).mean()
        g_adam.zero_grad()
        g_loss.backward()
        g_adam.step()
        discriminator.requires_grad_(True)
        with torch.no_grad():
            for mean, now in zip(average.parameters(), generator.parameters()):
                mean.lerp_(now, 1 - 0.5 ** (options.batch_size / 2000))
        return d_loss.item() + g_loss.item()

    step()
    began = time.perf_counter()
    for _ in range(options.steps):
        step()
    print(f"rate {options.steps * options.batch_size / (time.perf_counter() - began):.3f} images/s")


if __name__ == "__main__":
    main()
