#if WITHOUT_MSBUILD // the tests compile this file too, under the solution's rules
#nullable disable
#pragma warning disable IDE0161, IDE0005
#endif
using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
#if !WITHOUT_MSBUILD
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
#endif

namespace Platform.Build
{
    /// <summary>
    /// Marks one symbol version that an ELF64 library needs as weak, so that the loader accepts a C++ runtime without
    /// it. TorchSharp's libLibTorchSharp.so names GLIBCXX_3.4.32 (GCC 13), which Debian 12 and Ubuntu 22.04 lack, for a
    /// symbol that nothing in the library refers to. ELF gABI, "Symbol Versioning": the VER_FLG_WEAK bit of vna_flags.
    /// </summary>
    public static class WeakVersionNeed
    {
        const uint Rela = 4,
            GnuVerneed = 0x6ffffffe,
            GnuVersym = 0x6fffffff;
        const ushort WeakFlag = 2;

        /// <summary>
        /// Rewrites <paramref name="path"/> when it needs <paramref name="version"/> strongly; true when it changed.
        /// </summary>
        /// <exception cref="InvalidDataException">The file is not ELF64, or a relocation uses that version.</exception>
        public static bool Apply(string path, string version)
        {
            var bytes = File.ReadAllBytes(path);
            if (
                bytes.Length < 64
                || bytes[0] != 0x7f
                || bytes[1] != 'E'
                || bytes[2] != 'L'
                || bytes[3] != 'F'
                || bytes[4] != 2
            )
                throw new InvalidDataException(path + ": not a 64-bit ELF file");
            var sections = Sections(bytes);
            var need = sections.Find(s => s.Type == GnuVerneed);
            if (need == null)
                return false;

            var entry = FindNeed(bytes, need, sections[(int)need.Link], version);
            if (entry < 0 || (BitConverter.ToUInt16(bytes, entry + 4) & WeakFlag) != 0)
                return false;

            var index = BitConverter.ToUInt16(bytes, entry + 6);
            RefuseIfUsed(path, bytes, sections, index, version);

            bytes[entry + 4] |= (byte)WeakFlag;
            Replace(path, bytes);
            return true;
        }

        // vernaux: hash u32, flags u16, other u16, name u32, next u32
        static int FindNeed(byte[] bytes, Section need, Section strings, string version)
        {
            for (long at = need.Offset; ; )
            {
                for (long aux = at + BitConverter.ToUInt32(bytes, (int)at + 8); ; )
                {
                    if (Text(bytes, strings.Offset + BitConverter.ToUInt32(bytes, (int)aux + 8)) == version)
                        return (int)aux;
                    var nextAux = BitConverter.ToUInt32(bytes, (int)aux + 12);
                    if (nextAux == 0)
                        break;
                    aux += nextAux;
                }
                var next = BitConverter.ToUInt32(bytes, (int)at + 12);
                if (next == 0)
                    return -1;
                at += next;
            }
        }

        static void RefuseIfUsed(string path, byte[] bytes, List<Section> sections, ushort index, string version)
        {
            var versions = sections.Find(s => s.Type == GnuVersym);
            foreach (var table in sections.FindAll(s => s.Type == Rela))
                for (var at = table.Offset; at < table.Offset + table.Size; at += 24)
                {
                    var symbol = BitConverter.ToUInt32(bytes, (int)at + 12);
                    if (symbol != 0 && BitConverter.ToUInt16(bytes, (int)(versions.Offset + 2 * symbol)) == index)
                        throw new InvalidDataException(
                            path + ": a relocation uses " + version + ", so the need cannot be weakened"
                        );
                }
        }

        /// <summary>
        /// Writes beside the file and renames, so that a hard link into the package cache keeps its content.
        /// </summary>
        static void Replace(string path, byte[] bytes)
        {
            var time = File.GetLastWriteTimeUtc(path);
            var temporary = path + ".weak";
            File.WriteAllBytes(temporary, bytes);
            File.SetLastWriteTimeUtc(temporary, time);
            File.Delete(path);
            File.Move(temporary, path);
        }

        static string Text(byte[] bytes, long at)
        {
            var end = Array.IndexOf(bytes, (byte)0, (int)at);
            return Encoding.ASCII.GetString(bytes, (int)at, end - (int)at);
        }

        static List<Section> Sections(byte[] bytes)
        {
            var offset = BitConverter.ToInt64(bytes, 0x28);
            var size = BitConverter.ToUInt16(bytes, 0x3a);
            var sections = new List<Section>();
            for (var i = 0; i < BitConverter.ToUInt16(bytes, 0x3c); i++)
            {
                var at = (int)(offset + i * size);
                sections.Add(
                    new Section
                    {
                        Type = BitConverter.ToUInt32(bytes, at + 4),
                        Offset = BitConverter.ToInt64(bytes, at + 0x18),
                        Size = BitConverter.ToInt64(bytes, at + 0x20),
                        Link = BitConverter.ToUInt32(bytes, at + 0x28),
                    }
                );
            }
            return sections;
        }

        sealed class Section
        {
            public uint Type,
                Link;
            public long Offset,
                Size;
        }
    }

#if !WITHOUT_MSBUILD
    /// <summary>
    /// The build step around <see cref="WeakVersionNeed"/>: every copy of the library below a folder.
    /// </summary>
    public sealed class WeakenVersionNeedTask : Task
    {
        [Required]
        public string Folder { get; set; }

        [Required]
        public string Library { get; set; }

        [Required]
        public string Version { get; set; }

        public override bool Execute()
        {
            if (!Directory.Exists(Folder))
                return true;
            foreach (var path in Directory.GetFiles(Folder, Library, SearchOption.AllDirectories))
                if (WeakVersionNeed.Apply(path, Version))
                    Log.LogMessage(MessageImportance.Low, "{0}: {1} is a weak need now", path, Version);
            return !Log.HasLoggedErrors;
        }
    }
#endif
}
