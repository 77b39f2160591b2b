import { always, approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'rs=fit:40:40';
const filters = unsupported('there is no such adjustment here');
const model = unsupported('it needs a model that recognizes images; none runs here');
const limits = unsupported('limits are set in the configuration');
const encoder = unsupported('encoder settings follow from format and quality');
const marks = unsupported(
  'watermarks are named in the configuration and chosen by `mark`, a parameter of this project',
);
const video = unsupported('videos and documents are not supported');

/** Options as the path writes them, with `=` for the first colon. Where signing is configured, the signature is checked; elsewhere it is passed over. */
export const imgproxyConformance: ConformanceTable = {
  service: 'imgproxy',
  pages: ['https://docs.imgproxy.net/usage/processing', 'https://docs.imgproxy.net/usage/presets'],
  parameters: {
    'resize|rs': supported('resize=fill:40:40'),
    'resize=fill:10:40 resize=force:40:40 resize=fit:40:40 resize=fill-down:10:40': supported(''),
    'resize=auto:40:40': approximated('like fill, whatever the orientation', ''),
    'size|s': supported('size=40:40'),
    'resizing_type|rt': supported('resizing_type=fill', 'w=40&h=40'),
    'resizing_type=fill resizing_type=fill-down resizing_type=force': supported('', 'w=40&h=40'),
    'resizing_type=fit': supported('', 'w=40&h=40&rt=fill'),
    'width|w': supported('width=40'),
    'height|h': supported('height=40'),
    'enlarge|el': supported('enlarge=1', 'w=200'),
    'enlarge=t enlarge=true': supported('', 'w=200'),
    'extend|ex': supported('extend=1', 'w=40&h=40'),
    'extend=1:no': supported('', 'w=40&h=40&extend=1'),
    'extend_aspect_ratio|extend_ar|exar': approximated(
      'in the middle, whatever gravity it names',
      'extend_aspect_ratio=1',
      'w=40&h=40',
    ),
    dpr: approximated('from 0.5 to 5', 'dpr=2', 'w=20'),
    'zoom|z': unsupported('dpr multiplies both sides'),
    'min-width|mw min-height|mh': unsupported('the size follows from the other options alone'),
    'gravity|g': supported('gravity=we', 'rs=fill:10:40'),
    'gravity=no gravity=so': supported('', 'rs=fill:60:10'),
    'gravity=ea gravity=we gravity=noea gravity=sowe gravity=sm gravity=fp:0.1:0.5': supported('', 'rs=fill:10:40'),
    'gravity=nowe gravity=soea': supported('', 'rs=fill:10:40'),
    'gravity=ce': supported('', 'rs=fill:10:40&gravity=we'),
    'gravity=we:10:0': approximated('offsets do not count', '', 'rs=fill:10:40'),
    'gravity=obj gravity=obj:face gravity=objw:all:2:face:3': approximated(
      'crops to the most salient part: objects are not detected',
      '',
      'rs=fill:10:40',
    ),
    'objects_position|obj_pos|op crop_objects': model,
    'crop|c': supported('crop=30:30', box),
    'crop=30:30:nowe crop=0.5:0:fp:0.1:0.5 crop=30:30:nowe:5:20': supported('', box),
    'crop=30:30:soea:5:20': approximated('offsets count from the top left only, with `nowe`', '', box),
    'crop_aspect_ratio|crop_ar|car': unsupported('the size follows from the other options alone'),
    'trim|t': approximated('the color of the corners is trimmed, at all sides', 'trim=10', '', 'framed.png'),
    'padding|pd': supported('padding=5', box),
    'padding=5:10 padding=5::7 padding=1:2:3 padding=1:2:3:4': supported('', box),
    'auto_rotate|ar strip_metadata|sm strip_color_profile|scp': always(
      'images are upright, in sRGB, and without metadata',
    ),
    'rotate|rot': supported('rotate=90'),
    'flip|fl': supported('flip=1:0', box),
    'flip=0:1 flip=1:1': supported('', box),
    'background|bg': supported('background=51:102:153', box, 'alpha.png'),
    'background=336699': supported('', box, 'alpha.png'),
    'background_alpha|bga': unsupported('a background is opaque, or a hex color of eight digits'),
    'adjust|a': unsupported('its three options say the same'),
    'brightness|br': supported('brightness=60', box),
    'contrast|co': supported('contrast=1.4', box),
    'saturation|sa': supported('saturation=0.4', box),
    'monochrome|mc duotone|dt unsharp_masking|ush progressive_blur|pb colorize|col gradient|gr style|st': filters,
    'blur|bl': supported('blur=5', box),
    'sharpen|sh': approximated('only by its sigma; the threshold is fixed', 'sharpen=2', box),
    'pixelate|pix': supported('pixelate=10', box),
    'blur_areas|ba blur_detections|bd draw_detections|dd': model,
    'watermark|wm watermark_url|wmu watermark_text|wmt watermark_size|wms watermark_rotate|wmr watermark_shadow|wmsh':
      marks,
    'keep_copyright|kcr': supported('keep_copyright=1', box, 'rights.jpg'),
    dpi: unsupported('no print size is written'),
    'preserve_hdr|ph color_profile|cp|icc': unsupported('colors become sRGB in 8 bits'),
    'enforce_thumbnail|eth': unsupported('the image itself is read'),
    'quality|q': supported('quality=10', box),
    'quality=0': supported('', `${box}&quality=10`),
    'format_quality|fq autoquality|aq jpeg_options|jpgo png_options|pngo webp_options|webpo avif_options|avifo':
      encoder,
    'max_bytes|mb': supported('max_bytes=600'),
    'format|f|ext': supported('format=png', box),
    'format=png format=webp format=avif format=gif': supported('', box),
    'format=jpg': supported('', box, 'alpha.png'),
    'format=best': approximated('the best of those that the browser accepts', '', box),
    'format=jxl format=tiff format=bmp format=ico format=heic format=mp4 format=pdf': unsupported(
      'there is no encoder for it here; the format stays as it is',
    ),
    'page|pg pages|pgs': unsupported('all frames are sent'),
    'disable_animation|da': supported('disable_animation=1', box, 'animation.gif'),
    'video_thumbnail_second|vts video_thumbnail_keyframes|vtk video_thumbnail_tile|vtt video_thumbnail_animation|vta':
      video,
    'fallback_image_url|fiu': unsupported('fallbacks are named in the configuration'),
    'skip_processing|skp raw': unsupported('a URL without options sends the original'),
    'cachebuster|cb': approximated('each text has its own cache entry'),
    'bypass_cache|bc cache_tags|ct': unsupported('caches are invalidated by `npm run` commands, not by a URL'),
    'expires|exp': approximated('checked together with the signature; what has expired gets 403, not 404'),
    'filename|fn': supported('filename=cat&return_attachment=1', box),
    'return_attachment|att': supported('return_attachment=1', box),
    'preset|pr': approximated('a preset from the configuration, in this project’s own parameters'),
    'hashsum|hs': unsupported('the original is the file in the bucket'),
    'resizing_algorithm|ra': unsupported('images are always reduced with Lanczos'),
    'max_src_resolution|msr max_src_file_size|msfs max_animation_frames|maf max_animation_frame_resolution|mafr max_result_dimension|mrd':
      limits,
    enc: unsupported('encrypted URLs are not supported: the path is taken for an image’s own'),
  },
};
